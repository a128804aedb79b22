"""An address that is spelt once and filled in is the one that Flask spells."""

from __future__ import annotations

from flask import Flask, url_for

from casework.web.addresses import Addresses


def test_a_rule_that_fixes_a_value_is_spelt_as_flask_spells_it() -> None:
    app = Flask(__name__)
    for verb in ("decide", "refuse"):
        app.add_url_rule(f"/orders/<order>/{verb}", "answer", defaults={"verb": verb})
    app.add_url_rule("/cases/<case>", "view")
    addresses = Addresses()
    with app.test_request_context():
        for verb in ("decide", "refuse", "decide"):
            assert addresses.of("answer", order="07", verb=verb) == f"/orders/07/{verb}"
        for case in ("07", "08"):
            assert addresses.of("view", case=case) == url_for("view", case=case)
