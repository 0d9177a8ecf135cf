from terrace.facts.bulk import queries
from terrace.base.access.policy import SYSTEM
from .conftest import *

def test_a_file_is_stored(world):
    job = hand_in(csv(f"PIGS,{A},{MONTH},,12,", f"PIGS,{B},{MONTH},,30,", f"PIGS,{C},{MONTH},,,missing"))
    print(job, [f.message_en for f in queries.faults(SYSTEM, job.id)])
    assert job.state == "done" and job.stored == 3

def test_bad(world):
    job = hand_in(csv(f"PIGS,{A},{MONTH},,12,", f"PIGX,{B},{MONTH},,30,", f"PIGS,{C},{MONTH},,x,missing", f"PIGS,{A},{MONTH},,12,"))
    print(job, [(f.position, f.pointer, f.message_en) for f in queries.faults(SYSTEM, job.id)])
    assert job.state == "refused"
