"""The addresses of the plan reader."""

from django.urls import path

from linli.web.reading import bringing, working

urlpatterns = [
    path("", bringing.bring, name="plans"),
    path("<int:pk>/", working.plan, name="plan"),
    path("<int:pk>/add", working.add, name="plan_add"),
    path("<int:pk>/remove", bringing.remove, name="plan_remove"),
    path("<int:pk>/pack.yaml", working.download, name="plan_pack"),
    path("<int:pk>/<int:item>/", working.item, name="plan_item"),
    path("<int:pk>/<int:item>/do", working.do, name="plan_do"),
]
