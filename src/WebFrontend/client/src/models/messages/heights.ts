/**
 * The heights of many rows, with running sums: where a row begins and which row is at a place are found in logarithmic
 * time, also among 100,000, and rows come and go at both ends as quickly.
 */
export class Heights {
  /** Rows in front, the last of them first: a sum grows at its end. */
  #front = new Sums();
  #back = new Sums();

  constructor(heights: Iterable<number> = []) {
    for (const height of heights) this.push(height);
  }

  get length(): number {
    return this.#front.length + this.#back.length;
  }

  get total(): number {
    return this.#front.total + this.#back.total;
  }

  height(index: number): number {
    const inFront = this.#front.length;
    return index < inFront ? this.#front.get(inFront - 1 - index) : this.#back.get(index - inFront);
  }

  push(height: number): void {
    this.#back.push(height);
  }

  unshift(height: number): void {
    this.#front.push(height);
  }

  /** Takes the last row away. */
  pop(): number {
    if (this.#back.length === 0) [this.#front, this.#back] = [new Sums(), this.#front.reversed()];
    return this.#back.pop();
  }

  /** Takes the first row away. */
  shift(): number {
    if (this.#front.length === 0) [this.#front, this.#back] = [this.#back.reversed(), new Sums()];
    return this.#front.pop();
  }

  set(index: number, height: number): void {
    const inFront = this.#front.length;
    if (index < inFront) this.#front.set(inFront - 1 - index, height);
    else this.#back.set(index - inFront, height);
  }

  /** Where row `index` begins: the sum of the heights before it. */
  offset(index: number): number {
    const inFront = this.#front.length;
    if (index > inFront) return this.#front.total + this.#back.upTo(index - inFront);
    return this.#front.total - this.#front.upTo(inFront - Math.max(0, index));
  }

  /** The row at this place: the first that ends beyond it. Clamped to the rows there are; 0 when there are none. */
  at(place: number): number {
    const front = this.#front.total;
    const inFront = this.#front.length;
    const index =
      place < front
        ? inFront - 1 - this.#front.count((sum) => sum < front - place)
        : inFront + this.#back.count((sum) => sum <= place - front);
    return Math.max(0, Math.min(index, this.length - 1));
  }
}

/** Numbers with their running sums (a Fenwick tree), growing and shrinking at the end. */
class Sums {
  #values: number[] = [];
  #tree: number[] = [0];

  get length(): number {
    return this.#values.length;
  }

  get total(): number {
    return this.upTo(this.length);
  }

  get(index: number): number {
    return this.#values[index] ?? 0;
  }

  push(value: number): void {
    this.#values.push(value);
    const node = this.#values.length;
    let sum = value;
    for (let step = 1; step < (node & -node); step <<= 1) sum += this.#tree[node - step] ?? 0;
    this.#tree.push(sum);
  }

  pop(): number {
    if (this.length > 0) this.#tree.pop();
    return this.#values.pop() ?? 0;
  }

  set(index: number, value: number): void {
    const change = value - this.get(index);
    if (change === 0 || index < 0 || index >= this.length) return;
    this.#values[index] = value;
    for (let node = index + 1; node <= this.length; node += node & -node) {
      this.#tree[node] = (this.#tree[node] ?? 0) + change;
    }
  }

  /** The sum of the first `count` values. */
  upTo(count: number): number {
    let sum = 0;
    for (let node = Math.min(count, this.length); node > 0; node -= node & -node) sum += this.#tree[node] ?? 0;
    return sum;
  }

  /** How many values may be summed up, from the first one on, while the sum is within what is wanted. */
  count(within: (sum: number) => boolean): number {
    let node = 0;
    let done = 0;
    for (let step = 2 ** Math.floor(Math.log2(Math.max(1, this.length))); step >= 1; step /= 2) {
      const sum = this.#tree[node + step];
      if (node + step > this.length || sum === undefined || !within(done + sum)) continue;
      node += step;
      done += sum;
    }
    return node;
  }

  reversed(): Sums {
    const other = new Sums();
    for (let index = this.length - 1; index >= 0; index--) other.push(this.get(index));
    return other;
  }
}
