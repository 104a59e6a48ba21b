from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "linli.registers"
    verbose_name = _("registers")

    def ready(self) -> None:
        from linli.registers import checks  # noqa: F401

        autodiscover_modules("register", "actions")
