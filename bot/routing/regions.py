"""Countries and states: what people call them, as codes. Pure.

Countries are those of ISO 3166-1 and Kosovo, states those of the United States and Canada (ISO 3166-2). States of
other countries have no codes here and are compared as they are written.
"""

from __future__ import annotations

import re
import unicodedata

from bot.errors import BadInput
from bot.routing.nearest import did_you_mean


COUNTRIES = """
AD Andorra; AE United Arab Emirates; AF Afghanistan; AG Antigua and Barbuda; AI Anguilla; AL Albania; AM
Armenia; AO Angola; AQ Antarctica; AR Argentina; AS American Samoa; AT Austria; AU Australia; AW Aruba; AX
Aland Islands; AZ Azerbaijan; BA Bosnia and Herzegovina; BB Barbados; BD Bangladesh; BE Belgium; BF Burkina
Faso; BG Bulgaria; BH Bahrain; BI Burundi; BJ Benin; BL Saint Barthelemy; BM Bermuda; BN Brunei; BO Bolivia;
BQ Bonaire, Sint Eustatius and Saba; BR Brazil; BS Bahamas; BT Bhutan; BV Bouvet Island; BW Botswana; BY
Belarus; BZ Belize; CA Canada; CC Cocos Islands; CD Democratic Republic of the Congo; CF Central African
Republic; CG Congo; CH Switzerland; CI Cote d'Ivoire; CK Cook Islands; CL Chile; CM Cameroon; CN China; CO
Colombia; CR Costa Rica; CU Cuba; CV Cape Verde; CW Curacao; CX Christmas Island; CY Cyprus; CZ Czechia; DE
Germany; DJ Djibouti; DK Denmark; DM Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador; EE Estonia; EG
Egypt; EH Western Sahara; ER Eritrea; ES Spain; ET Ethiopia; FI Finland; FJ Fiji; FK Falkland Islands; FM
Micronesia; FO Faroe Islands; FR France; GA Gabon; GB United Kingdom; GD Grenada; GE Georgia; GF French
Guiana; GG Guernsey; GH Ghana; GI Gibraltar; GL Greenland; GM Gambia; GN Guinea; GP Guadeloupe; GQ
Equatorial Guinea; GR Greece; GS South Georgia and South Sandwich Islands; GT Guatemala; GU Guam; GW
Guinea-Bissau; GY Guyana; HK Hong Kong; HM Heard and McDonald Islands; HN Honduras; HR Croatia; HT Haiti; HU
Hungary; ID Indonesia; IE Ireland; IL Israel; IM Isle of Man; IN India; IO British Indian Ocean Territory;
IQ Iraq; IR Iran; IS Iceland; IT Italy; JE Jersey; JM Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan;
KH Cambodia; KI Kiribati; KM Comoros; KN Saint Kitts and Nevis; KP North Korea; KR South Korea; KW Kuwait;
KY Cayman Islands; KZ Kazakhstan; LA Laos; LB Lebanon; LC Saint Lucia; LI Liechtenstein; LK Sri Lanka; LR
Liberia; LS Lesotho; LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco; MC Monaco; MD Moldova; ME
Montenegro; MF Saint Martin; MG Madagascar; MH Marshall Islands; MK North Macedonia; ML Mali; MM Myanmar; MN
Mongolia; MO Macao; MP Northern Mariana Islands; MQ Martinique; MR Mauritania; MS Montserrat; MT Malta; MU
Mauritius; MV Maldives; MW Malawi; MX Mexico; MY Malaysia; MZ Mozambique; NA Namibia; NC New Caledonia; NE
Niger; NF Norfolk Island; NG Nigeria; NI Nicaragua; NL Netherlands; NO Norway; NP Nepal; NR Nauru; NU Niue;
NZ New Zealand; OM Oman; PA Panama; PE Peru; PF French Polynesia; PG Papua New Guinea; PH Philippines; PK
Pakistan; PL Poland; PM Saint Pierre and Miquelon; PN Pitcairn; PR Puerto Rico; PS Palestine; PT Portugal;
PW Palau; PY Paraguay; QA Qatar; RE Reunion; RO Romania; RS Serbia; RU Russia; RW Rwanda; SA Saudi Arabia;
SB Solomon Islands; SC Seychelles; SD Sudan; SE Sweden; SG Singapore; SH Saint Helena; SI Slovenia; SJ
Svalbard and Jan Mayen; SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia; SR Suriname; SS
South Sudan; ST Sao Tome and Principe; SV El Salvador; SX Sint Maarten (Dutch part); SY Syria; SZ Eswatini;
TC Turks and Caicos Islands; TD Chad; TF French Southern Territories; TG Togo; TH Thailand; TJ Tajikistan;
TK Tokelau; TL Timor-Leste; TM Turkmenistan; TN Tunisia; TO Tonga; TR Turkey; TT Trinidad and Tobago; TV
Tuvalu; TW Taiwan; TZ Tanzania; UA Ukraine; UG Uganda; UM US Outlying Islands; US United States; UY Uruguay;
UZ Uzbekistan; VA Vatican; VC Saint Vincent and the Grenadines; VE Venezuela; VG British Virgin Islands; VI
US Virgin Islands; VN Vietnam; VU Vanuatu; WF Wallis and Futuna; WS Samoa; XK Kosovo; YE Yemen; YT Mayotte;
ZA South Africa; ZM Zambia; ZW Zimbabwe
"""
"""Each code with the English name."""

ALSO = """
US USA; US United States of America; US America; GB UK; GB Great Britain; GB Britain; GB England; GB
Scotland; GB Wales; GB Northern Ireland; NL Holland; NL The Netherlands; CZ Czech Republic; KR Korea; KR
Republic of Korea; RU Russian Federation; VN Viet Nam; CI Ivory Coast; TR Turkiye; MM Burma; SZ Swaziland;
MK Macedonia; MO Macau; AE UAE; CV Cabo Verde; CD DR Congo; VA Vatican; CN Mainland China; GM The Gambia; BS
The Bahamas; TL Timor Leste; TL East Timor
"""
"""What else they are called."""

STATES = """
AL Alabama; AK Alaska; AZ Arizona; AR Arkansas; CA California; CO Colorado; CT Connecticut; DE Delaware; DC
District of Columbia; FL Florida; GA Georgia; HI Hawaii; ID Idaho; IL Illinois; IN Indiana; IA Iowa; KS
Kansas; KY Kentucky; LA Louisiana; ME Maine; MD Maryland; MA Massachusetts; MI Michigan; MN Minnesota; MS
Mississippi; MO Missouri; MT Montana; NE Nebraska; NV Nevada; NH New Hampshire; NJ New Jersey; NM New
Mexico; NY New York; NC North Carolina; ND North Dakota; OH Ohio; OK Oklahoma; OR Oregon; PA Pennsylvania;
RI Rhode Island; SC South Carolina; SD South Dakota; TN Tennessee; TX Texas; UT Utah; VT Vermont; VA
Virginia; WA Washington; WV West Virginia; WI Wisconsin; WY Wyoming; AB Alberta; BC British Columbia; MB
Manitoba; NB New Brunswick; NL Newfoundland and Labrador; NS Nova Scotia; NT Northwest Territories; NU
Nunavut; ON Ontario; PE Prince Edward Island; QC Quebec; SK Saskatchewan; YT Yukon
"""


def country_code(text: str) -> str:
    """The code of a country by its code or English name, or '' for one that is not known."""
    return _COUNTRIES.get(_bare(text), "")


def wanted_country(typed: str) -> str:
    """The code of a country that somebody typed into a condition. Raises `BadInput` for one that is not known."""
    if code := country_code(typed):
        return code
    near = did_you_mean(typed, (name for name in _names(COUNTRIES) if len(name) > 2))
    raise BadInput(f'"{typed}" is no country.{near} Name one by its code, like SE, or in English.')


def state_code(text: str) -> str:
    """The code of a state by its code or name; a state without one keeps its name."""
    bare = _bare(re.sub(r"^(?:us|ca)-", "", text.strip(), flags=re.IGNORECASE))
    return _STATES.get(bare, text.strip())


def same_country(a: str, b: str) -> bool:
    """Say whether two texts name one country."""
    return country_code(a) == country_code(b) != ""


def same_state(a: str, b: str) -> bool:
    """Say whether two texts name one state."""
    return state_code(a).casefold() == state_code(b).casefold()


def _bare(name: str) -> str:
    """Letters only, without accents and case: how names are looked up."""
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKD", name))).casefold()


def _names(table: str) -> dict[str, str]:
    """From every name and code in a table to its code."""
    pairs = [entry.split(maxsplit=1) for entry in table.split(";")]
    return {word: code for code, name in pairs for word in (code, name)}


_COUNTRIES = {_bare(name): code for name, code in (_names(ALSO) | _names(COUNTRIES)).items()}
_STATES = {_bare(name): code for name, code in _names(STATES).items()}
