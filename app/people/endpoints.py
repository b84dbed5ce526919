"""Every page of Flask-Security: its rule, whose tries are counted, and whether it is open. Boot fails on any other."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.access import Rule


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One framework page.

    tries: what a POST is counted as ("" is not counted). field: the form field that names whose tries they are; without
    it, whoever is signing in or signed in. is_open: False answers 404. has_button: a GET only shows a button, since
    scanners of mails open links; the POST does it. for_visitors: whoever is signed in is led on to their start page.
    """

    rule: Rule = Rule.PUBLIC
    tries: str = ""
    field: str = ""
    is_open: bool = True
    has_button: bool = False
    for_visitors: bool = False


SHUT = Endpoint(is_open=False)
ENDPOINTS: dict[str, Endpoint] = {
    "security.login": Endpoint(tries="sign-in", field="email"),
    "security.logout": Endpoint(),
    "security.register": Endpoint(tries="mail", field="email"),
    "security.send_confirmation": Endpoint(tries="mail", field="email"),
    "security.confirm_email": Endpoint(has_button=True),
    "security.forgot_password": Endpoint(tries="mail", field="email"),
    "security.reset_password": Endpoint(),
    "security.change_password": Endpoint(Rule.SIGNED_IN, tries="sign-in"),
    "security.change_email": Endpoint(Rule.SIGNED_IN, tries="mail"),
    "security.change_email_confirm": Endpoint(has_button=True),
    "security.us_signin": Endpoint(tries="sign-in", field="identity"),
    "security.us_signin_send_code": Endpoint(tries="mail", field="identity"),
    "security.us_verify": Endpoint(Rule.SIGNED_IN, tries="sign-in"),
    "security.us_verify_send_code": Endpoint(Rule.SIGNED_IN, tries="mail"),
    "security.two_factor_setup": Endpoint(),
    "security.two_factor_setup_validate": Endpoint(Rule.SIGNED_IN, tries="sign-in"),
    "security.two_factor_token_validation": Endpoint(tries="sign-in", for_visitors=True),
    "security.mf_recovery_codes": Endpoint(Rule.SIGNED_IN),
    "security.mf_recovery": Endpoint(tries="sign-in"),
    # Doors that we do not use: a link that signs in by GET, other second steps, settings of the mailed code.
    "security.us_verify_link": SHUT,
    "security.us_setup": SHUT,
    "security.us_setup_validate": SHUT,
    "security.verify": SHUT,
    "security.two_factor_rescue": SHUT,
    "security.tf_select": SHUT,
}
