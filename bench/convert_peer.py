"""The published generation of the peer (uncached, one patch at a time) on given weights and prefix; one JSON line.

  convert_peer.py PEERS WEIGHTS.pth PREFIX.json PATCHES
"""
import json, sys, time
sys.path.insert(0, sys.argv[1])
import torch
from torch_bgpt import BGPT, PAD

weights = torch.load(sys.argv[2], map_location='cpu', weights_only=True)['model']
job = json.load(open(sys.argv[3]))
torch.set_num_threads(job['threads'])
model = BGPT(job['config']).eval()
model.load_state_dict(weights, strict=False)
patches, out = job['prefix'], []
started = time.perf_counter()
first = None
for _ in range(int(sys.argv[4])):
    patch = model.generate_patch(torch.tensor([patches]))
    first = first or time.perf_counter() - started
    out += [b for b in patch if b != PAD]
    if PAD in patch:
        break
    patches = patches + [patch]
seconds = time.perf_counter() - started
print(json.dumps({'bytes': out, 'seconds': seconds, 'firstPatchSeconds': first, 'torch': torch.__version__}))
