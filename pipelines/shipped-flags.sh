# What the stages of the shipped model are trained with: read by shipped-model.sh and first-steps.sh.
engine=(--engine tensorflow --products bfloat16)

# Stage 1, reading: synthetic tunes of one to six bars
short=(--synthetic short --preset small --set patchSize=12 --valid-pairs 100 --batch-patches 1024 --batches-per-step 2 "${engine[@]}")

# Stage 2, whole tunes of every kind, short ones first, and a cool-down
tunes=(--valid-pairs 60 --synthetic songs,tunes,songs,varied,parts --synthetic-share 0.5 --curriculum 2000 --seed 2 --warmup 20
  --cooldown-share 0.6 --muon-rate 0.015 --rate 0.0015 --batch-patches 1024 --batches-per-step 3 --validate-seconds 240 "${engine[@]}")

# Stage 3, mostly tunes that were changed and rendered anew, and the last cool-down: 60 of its 95 minutes with this data
remixes=(--valid-pairs 60 --synthetic songs,parts,songs,varied --synthetic-share 0.4 --remix-share 0.6 --seed 3 --warmup 20
  --cooldown-share 0.7 --muon-rate 0.012 --rate 0.0012 --batch-patches 1024 --batches-per-step 3 --validate-seconds 300 "${engine[@]}")
# and the rest with this: more tunes as they are
fewer=(--valid-pairs 60 --synthetic songs,parts,songs,varied --synthetic-share 0.4 --remix-share 0.3 "${engine[@]}")

# Stage 4, remixes whose R: is as long as a title
kinds=(--valid-pairs 60 --synthetic songs,parts,songs,varied --synthetic-share 0.4 --remix-share 0.5 --seed 4 --warmup 10
  --cooldown-share 1 --muon-rate 0.005 --rate 0.0005 --batch-patches 1024 --batches-per-step 3 --validate-seconds 300 "${engine[@]}")

# Stage 5, tunes with staccato, remixes with other repeats and true ties: 80 of its 115 minutes with this data
dots=(--valid-pairs 60 --synthetic songs,parts,songs,varied --synthetic-share 0.35 --remix-share 0.5 --seed 5 --warmup 20
  --cooldown-share 0.85 --muon-rate 0.01 --rate 0.001 --batch-patches 1024 --batches-per-step 3 --validate-seconds 600 "${engine[@]}")
# and the rest with this
dots_fewer=(--valid-pairs 60 --synthetic songs,parts,songs,varied --synthetic-share 0.35 --remix-share 0.25 "${engine[@]}")
