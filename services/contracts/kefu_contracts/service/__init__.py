"""The service ``contracts``: each room of it is a mixin in a file of its own."""

from kefu_contracts.service.agreeing import Agreeing
from kefu_contracts.service.claims import Claims
from kefu_contracts.service.cleaning_areas import CleaningAreas
from kefu_contracts.service.expiry import Expiry
from kefu_contracts.service.filings import Filings
from kefu_contracts.service.money import Money
from kefu_contracts.service.partners import Partners
from kefu_contracts.service.plans import Plans
from kefu_contracts.service.projects import Projects
from kefu_contracts.service.referrals import Referrals
from kefu_contracts.service.serials import Serials


class Contracts(Agreeing, Money, Expiry, Serials, Plans, Projects, Partners, Referrals, CleaningAreas, Filings, Claims):
    """Follows a contract from its plan to its renewal, and knows who is in service until when."""

    name = "contracts"
