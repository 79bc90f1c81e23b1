"""Writes weights.pth and fixture.json beside itself: a tiny bGPT trained in PyTorch and what PyTorch says about it.

    python make.py DIR_OF_torch_bgpt PAIRS.jsonl

torch_bgpt is the PyTorch peer (a plain bGPT of the published layout); each line of PAIRS.jsonl is [abc, base64 of MIDI].
The weights are stored in three types, so that reading each is tested: biases and LayerNorms float32, position embeddings
float16, the rest bfloat16. They are rounded before anything is computed, so every figure is float32 on exact weights.
"""
import base64, json, os, random, sys

import torch

peer, pairs_file = sys.argv[1:]
sys.path.insert(0, peer)
import torch_bgpt as bgpt

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIG = dict(patchSize=4, patchLength=128, hidden=64, patchLayers=2, byteLayers=1)
P = CONFIG['patchSize']


def disk_type(name, tensor):
    if tensor.dim() < 2:
        return torch.float32
    return torch.float16 if 'wpe' in name else torch.bfloat16


def mean_loss(model, batch):
    return model(*batch)[0].mean()


def train(model, pairs, steps, optimizer):
    for _ in range(steps):
        batch = bgpt.collate([bgpt.pair(*p, P) for p in random.sample(pairs, 16)], P)
        optimizer.zero_grad()
        loss = mean_loss(model, batch)
        loss.backward()
        optimizer.step()
    return loss.item()


@torch.no_grad()
def greedy(model, abc):
    patches = bgpt.bos('abc', P) + bgpt.patchify(abc, P) + bgpt.bos('mid', P)
    written = []
    while len(patches) < CONFIG['patchLength']:
        patch = model.generate_patch(torch.tensor([patches]))
        written += [symbol for symbol in patch if symbol != bgpt.PAD]
        if bgpt.PAD in patch:
            break
        patches.append(patch)
    return bytes(written)


torch.manual_seed(7)
random.seed(7)
rows = [(a.encode(), base64.b64decode(m)) for a, m in map(json.loads, open(pairs_file))]
rows = [r for r in rows if len(bgpt.pair(*r, P)) <= CONFIG['patchLength']]
shown, rest = rows[:3], rows[3:]
model = bgpt.BGPT(CONFIG)
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
print(len(rows), 'pairs; loss', train(model, rest, 400, optimizer))

stored = {k: v.to(disk_type(k, v)) for k, v in model.state_dict().items()}
tied = 'byte_level_decoder.base.transformer.wte.weight'
stored['byte_level_decoder.base.lm_head.weight'] = stored[tied]
model.load_state_dict(stored)
small = {i: p for i, p in enumerate(model.parameters()) if p.dim() < 2}
state = optimizer.state_dict()
state['state'] = {i: s for i, s in state['state'].items() if i in small}
torch.save({'model': stored, 'optimizer': state, 'lr_sched': {}, 'epoch': 1, 'best_epoch': 1, 'min_eval_loss': 1.0},
           f'{HERE}/weights.pth')

batch = bgpt.collate([bgpt.pair(*p, P) for p in shown], P)
nll, logits = model(*batch)
model.zero_grad()
nll.mean().backward()
scored = (batch[1].sum(1) - 1).tolist()
again = bgpt.BGPT(CONFIG)
again.load_state_dict(model.state_dict())
adamw = torch.optim.AdamW(again.parameters(), lr=1e-3)
losses = []
for _ in range(10):
    loss = mean_loss(again, batch)
    losses.append(loss.item())
    adamw.zero_grad()
    loss.backward()
    adamw.step()
fixture = {
    'config': CONFIG,
    'torch': torch.__version__,
    'pairs': [{'abc': a.decode(), 'midBase64': base64.b64encode(m).decode()} for a, m in shown],
    'meanLossNats': nll.mean().item(),
    'nllNatsPerScoredPatch': [[[round(x, 6) for x in row] for row in part.tolist()] for part in torch.split(nll.detach(), scored)],
    'logitsFirstScoredPatchOfPair0': [[round(x, 6) for x in row] for row in logits[0].tolist()],
    'gradientL2': {k: p.grad.norm().item() for k, p in model.named_parameters() if p.grad is not None},
    'greedyMidBase64': [base64.b64encode(greedy(model, a)).decode() for a, _ in shown[:2]],
    'adamw': {'lr': 1e-3, 'betas': [0.9, 0.999], 'eps': 1e-8, 'weightDecay': 0.01, 'lossesNats': losses},
}
json.dump(fixture, open(f'{HERE}/fixture.json', 'w'))
print('loss', fixture['meanLossNats'], 'steps', losses)
print('greedy bytes', [len(base64.b64decode(g)) for g in fixture['greedyMidBase64']], 'of', [len(m) for _, m in shown[:2]])
