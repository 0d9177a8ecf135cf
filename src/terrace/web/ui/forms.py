"""Forms, drawn in the manner of GOV.UK by `ui/forms/`: label, hint, faults, field; a summary above."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from terrace.base.kernel.problems import Refused


class Renderer(DjangoTemplates):
    """The project's own look for every form."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class Form(forms.Form):
    """A form in the project's look, whose faults are problems."""

    default_renderer = Renderer
    error_css_class = "faulty"

    def refuse(self, refused: Refused) -> None:
        """Show a problem above the form."""
        language = (get_language() or "vi")[:2]
        for fault in refused.faults:
            text = f"{fault.message(language)} {fault.advice(language)}"
            self.add_error(None, forms.ValidationError(text, code=fault.code))


class LoginForm(Form):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
