"""`linli`: what a site's keeper does from the shell."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

# Each command is a module here with ABOUT, EXAMPLES, add_arguments(parser) and run(options) -> exit code.
COMMANDS = {
    "serve": "serve",
    "demo": "demo",
    "read": "read",
    "check": "check",
    "adopt": "adopt",
    "import": "importing",
    "export": "exporting",
    "figures": "figures",
    "explain": "explain",
    "report": "report",
    "write": "write",
    "tick": "tick",
    "backup": "backup",
    "restore": "restore",
    "reencrypt": "reencrypt",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Exit codes: 0 done, 1 refused (says why), 2 wrong usage."""
    arguments = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    parser = argparse.ArgumentParser(
        prog="linli", description=__doc__, epilog="linli COMMAND --help shows the options of a command, with examples."
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help=", ".join(COMMANDS))
    if not arguments or arguments[0] in ("-h", "--help"):
        parser.print_help()
        return 0
    name = parser.parse_args(arguments[:1]).command
    module = importlib.import_module(f"linli.cli.{COMMANDS[name]}")
    own = argparse.ArgumentParser(
        prog=f"linli {name}",
        description=module.__doc__,
        epilog=getattr(module, "EXAMPLES", ""),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(own)
    options = own.parse_args(arguments[1:])
    return _run(module, options)


def _run(module, options: argparse.Namespace) -> int:  # type: ignore[no-untyped-def]
    import django
    from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
    from django.db.utils import OperationalError, ProgrammingError

    try:
        if getattr(module, "NEEDS_SITE", True):
            django.setup()
        return module.run(options)
    except ValidationError as error:
        for message in error.messages:
            print(message, file=sys.stderr)
    except BrokenPipeError:  # whoever reads the output has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (LookupError, PermissionDenied, ImproperlyConfigured, OSError) as error:
        print(error.args[0] if error.args and not isinstance(error, OSError) else error, file=sys.stderr)
    except (OperationalError, ProgrammingError) as error:
        from django.conf import settings

        print(f"The database {settings.DATABASES['default']['NAME']} cannot be used: {error}", file=sys.stderr)
        print("`linli serve --only-prepare` prepares it; LINLI_VAR or DATABASE_URL name another one", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
