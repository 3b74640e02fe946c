import type { Participant } from '../../models/protocol';

/** What can be chosen in a small list of people, and what happens there. */
export interface Choices {
  /** The list's own id. */
  readonly id: string;
  readonly people: readonly Participant[];
  /** The index of the one that the keys are at. */
  readonly active: number;
  optionId(index: number): string;
  pick(index: number): void;
}
