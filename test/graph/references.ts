/** The fused ops in float64, written out from their definitions with loops; flat arrays, row-major. */

export type Flat = Float64Array;

const sum = (n: number, term: (i: number) => number) => {
  let total = 0;
  for (let i = 0; i < n; i++) total += term(i);
  return total;
};
const rows = (x: Flat, d: number) =>
  Array.from({ length: x.length / d }, (_, i) => x.subarray(i * d, (i + 1) * d));
const flat = (parts: Iterable<number>[]) => Float64Array.from(parts.flatMap((part) => [...part]));

/** `[n, in] · [in, out] + [out]`; `w` is `[out, in]` when transposed. */
export function linear(
  x: Flat,
  w: Flat,
  bias: Flat | undefined,
  inner: number,
  out: number,
  transposed: boolean,
): Flat {
  const at = (i: number, j: number) => w[transposed ? j * inner + i : i * out + j]!;
  return flat(
    rows(x, inner).map((row) =>
      Array.from({ length: out }, (_, j) => (bias?.[j] ?? 0) + sum(inner, (i) => row[i]! * at(i, j))),
    ),
  );
}

export function layerNorm(x: Flat, gain: Flat, bias: Flat, epsilon: number): Flat {
  const d = gain.length;
  return flat(
    rows(x, d).map((row) => {
      const mean = sum(d, (i) => row[i]!) / d;
      const deviation = Math.sqrt(sum(d, (i) => (row[i]! - mean) ** 2) / d + epsilon);
      return row.map((value, i) => ((value - mean) / deviation) * gain[i]! + bias[i]!);
    }),
  );
}

export function rmsNorm(x: Flat, gain: Flat, epsilon: number): Flat {
  const d = gain.length;
  return flat(
    rows(x, d).map((row) => {
      const rms = Math.sqrt(sum(d, (i) => row[i]! ** 2) / d + epsilon);
      return row.map((value, i) => (value / rms) * gain[i]!);
    }),
  );
}

export function gelu(x: Flat): Flat {
  return x.map((v) => (v / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))));
}

export function squaredRelu(x: Flat): Flat {
  return x.map((v) => Math.max(v, 0) ** 2);
}

function softmax(row: Flat): Flat {
  const largest = Math.max(...row);
  const powers = row.map((v) => Math.exp(v - largest));
  const total = sum(row.length, (i) => powers[i]!);
  return powers.map((v) => v / total);
}

export function crossEntropy(logits: Flat, labels: ArrayLike<number>): Flat {
  const classes = logits.length / labels.length;
  return Float64Array.from(rows(logits, classes), (row, i) =>
    labels[i]! < 0 ? 0 : -Math.log(softmax(row)[labels[i]!]!),
  );
}

/** One head after the other; `seen(batch, i, j)` says whether query i sees key j. */
export function attention(
  { q, k, v }: Record<'q' | 'k' | 'v', Flat>,
  { batch, heads, n, m, d }: Record<'batch' | 'heads' | 'n' | 'm' | 'd', number>,
  seen: (batch: number, i: number, j: number) => boolean,
): Flat {
  const made: Flat[] = [];
  for (let head = 0; head < batch * heads; head++) {
    const [qs, ks, vs] = [
      rows(q.subarray(head * n * d, (head + 1) * n * d), d),
      rows(k.subarray(head * m * d, (head + 1) * m * d), d),
      rows(v.subarray(head * m * d, (head + 1) * m * d), d),
    ];
    for (let i = 0; i < n; i++) {
      const scores = Float64Array.from(ks, (key, j) =>
        seen(Math.floor(head / heads), i, j) ? sum(d, (c) => qs[i]![c]! * key[c]!) / Math.sqrt(d) : -Infinity,
      );
      const weights = softmax(scores);
      made.push(Float64Array.from({ length: d }, (_, c) => sum(m, (j) => weights[j]! * vs[j]![c]!)));
    }
  }
  return flat(made);
}

/** `[batch, heads, n, d]`, pairs (c, c + d/2) turned by position · 10000^(−2c/d). */
export function rotary(x: Flat, heads: number, n: number, d: number, positions: ArrayLike<number>): Flat {
  const half = d / 2;
  return flat(
    rows(x, d).map((row, index) => {
      const [batch, i] = [Math.floor(index / (heads * n)), index % n];
      return row.map((value, c) => {
        const angle = positions[batch * n + i]! * 10_000 ** (-(c % half) / half);
        const other = row[(c + half) % d]!;
        return c < half
          ? value * Math.cos(angle) - other * Math.sin(angle)
          : other * Math.sin(angle) + value * Math.cos(angle);
      });
    }),
  );
}

export function embedding(table: Flat, ids: ArrayLike<number>, d: number): Flat {
  return flat(Array.from(ids, (id) => table.subarray(id * d, (id + 1) * d)));
}

export function adamW(
  { weight, gradient, m, v }: Record<'weight' | 'gradient' | 'm' | 'v', Flat>,
  { rate, decay, step }: Record<'rate' | 'decay' | 'step', number>,
) {
  const nextM = m.map((x, i) => 0.9 * x + 0.1 * gradient[i]!);
  const nextV = v.map((x, i) => 0.999 * x + 0.001 * gradient[i]! ** 2);
  const next = weight.map((w, i) => {
    const [mHat, vHat] = [nextM[i]! / (1 - 0.9 ** step), nextV[i]! / (1 - 0.999 ** step)];
    return w * (1 - rate * decay) - (rate * mHat) / (Math.sqrt(vHat) + 1e-8);
  });
  return { weight: next, m: nextM, v: nextV };
}

/** Newton–Schulz with the quintic of Jordan 2024, always on the matrix as it stands: X ← aX + (bA + cA²)X, A = XXᵀ. */
export function orthogonalize(x: Flat, columns: number, iterations: number): Flat {
  const n = x.length / columns;
  const norm = Math.sqrt(sum(x.length, (i) => x[i]! ** 2));
  let now = x.map((v) => v / norm);
  for (let t = 0; t < iterations; t++) {
    const gram = product(now, transposed(now, columns), columns, n);
    const square = product(gram, gram, n, n);
    const polynomial = gram.map((v, i) => -4.775 * v + 2.0315 * square[i]!);
    const moved = product(polynomial, now, n, columns);
    now = now.map((v, i) => 3.4445 * v + moved[i]!);
  }
  return now;
}

export function product(a: Flat, b: Flat, inner: number, out: number): Flat {
  return linear(a, b, undefined, inner, out, false);
}

export function transposed(x: Flat, columns: number): Flat {
  const n = x.length / columns;
  return x.map((_, i) => x[(i % n) * columns + Math.floor(i / n)]!);
}

/** `scale` is out/in of the weight as it is used, which may be the transpose of what is given. */
export function muon(
  { weight, gradient, m }: Record<'weight' | 'gradient' | 'm', Flat>,
  { rate, decay, columns, scale }: Record<'rate' | 'decay' | 'columns' | 'scale', number>,
) {
  const nextM = m.map((x, i) => 0.95 * x + 0.05 * gradient[i]!);
  const update = orthogonalize(
    nextM.map((x, i) => 0.95 * x + 0.05 * gradient[i]!),
    columns,
    5,
  );
  const far = rate * Math.sqrt(Math.max(1, scale));
  return { weight: weight.map((w, i) => w * (1 - rate * decay) - far * update[i]!), m: nextM };
}
