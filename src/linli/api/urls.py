"""The addresses of the API. Other routers are added to `api` here, by the floor that has them."""

from __future__ import annotations

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from linli.api.guard import Bearer, JsonParser, PerMinute, SignedIn
from linli.api.problems import install, not_found
from linli.api.routers import files_router, router_of
from linli.registers.register import all_registers

api = NinjaAPI(
    title="Linli 邻里",
    version="1",
    description="Every register, within the duties of the account whose token is sent. Errors are problem documents.",
    urls_namespace="api",
    auth=[Bearer(), SignedIn()],
    throttle=PerMinute(),
    parser=JsonParser(),
)
install(api)
api.add_router("/evidence", files_router)
for register in all_registers().values():
    api.add_router(f"/{register.name}", router_of(register))

urlpatterns = [path("", api.urls), re_path("", csrf_exempt(not_found))]
