import pytest
from terrace.facts.workbooks import measuring
from terrace.facts.workbooks.tests.conftest import MONTH
from terrace.facts.conftest import world  # noqa
@pytest.mark.usefixtures("world")
def test_x():
    f = measuring.measure(MONTH, rows=50_000)
    print(f, f.rows_per_second)
    import cProfile,pstats,time
    from terrace.facts.workbooks import opening, recognising
    c=measuring.workbook(MONTH,50_000)
    return
    p=cProfile.Profile(); p.enable()
    s=opening.open_book(c,'a.xlsx').sheets[0]
    r=recognising.read(measuring.SYSTEM,s,measuring.layout('commune'))
    p.disable(); pstats.Stats(p).sort_stats('cumtime').print_stats(28)
