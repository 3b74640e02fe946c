/**
 * The heights of many rows, with running sums: where a row begins and which row is at a place are found in logarithmic
 * time, also among 100,000. (A Fenwick tree.)
 */
export class Heights {
  #heights: number[] = [];
  #tree: number[] = [0];

  constructor(heights: Iterable<number> = []) {
    for (const height of heights) this.push(height);
  }

  get length(): number {
    return this.#heights.length;
  }

  get total(): number {
    return this.offset(this.length);
  }

  height(index: number): number {
    return this.#heights[index] ?? 0;
  }

  push(height: number): void {
    this.#heights.push(height);
    const node = this.#heights.length;
    let sum = height;
    for (let step = 1; step < (node & -node); step <<= 1) sum += this.#tree[node - step] ?? 0;
    this.#tree.push(sum);
  }

  set(index: number, height: number): void {
    const change = height - this.height(index);
    if (change === 0 || index < 0 || index >= this.length) return;
    this.#heights[index] = height;
    for (let node = index + 1; node <= this.length; node += node & -node) {
      this.#tree[node] = (this.#tree[node] ?? 0) + change;
    }
  }

  /** Where row `index` begins: the sum of the heights before it. */
  offset(index: number): number {
    let sum = 0;
    for (let node = Math.min(index, this.length); node > 0; node -= node & -node) sum += this.#tree[node] ?? 0;
    return sum;
  }

  /** The row at this place: the first that ends beyond it. Clamped to the rows there are; 0 when there are none. */
  at(place: number): number {
    let node = 0;
    let left = place;
    for (let step = 2 ** Math.floor(Math.log2(Math.max(1, this.length))); step >= 1; step /= 2) {
      const sum = this.#tree[node + step];
      if (node + step <= this.length && sum !== undefined && sum <= left) {
        node += step;
        left -= sum;
      }
    }
    return Math.min(node, Math.max(0, this.length - 1));
  }
}
