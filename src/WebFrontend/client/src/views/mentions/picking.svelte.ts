import { candidates, complete, queryAt, type MentionQuery } from '../../models/messages/mentionSearch';
import { listKey } from '../../models/app/keys';
import type { Participant } from '../../models/protocol';
import type { Choices } from './choices';
import MentionList from './MentionList.svelte';

export interface Field {
  element: HTMLTextAreaElement;
  people: () => Iterable<Participant>;
  me: () => string;
  type: (text: string, caret: number) => void;
}

/** The small list of people that opens with an `@` in the field. */
export class MentionPicker implements Choices {
  readonly List = MentionList;
  readonly id = 'mention-list';
  people = $state.raw<readonly Participant[]>([]);
  active = $state.raw(0);
  #query: MentionQuery | null = null;
  /** Where Escape was pressed: that `@` no longer asks. */
  #closedAt: number | null = null;

  constructor(private readonly field: Field) {}

  get open(): boolean {
    return this.people.length > 0;
  }

  readonly optionId = (index: number): string => `${this.id}-${index}`;

  /** After every change of the text or the caret. */
  look(): void {
    const { value, selectionStart, selectionEnd } = this.field.element;
    const query = selectionStart === selectionEnd ? queryAt(value, selectionStart) : null;
    if (query?.start !== this.#closedAt) this.#closedAt = null;
    this.#query = query;
    const found =
      query === null || this.#closedAt !== null ? [] : candidates(this.field.people(), this.field.me(), query.typed);
    if (found.map((person) => person.id).join() !== this.people.map((person) => person.id).join()) this.active = 0;
    this.people = found;
  }

  /** True when the key was meant for the list. */
  takes(event: KeyboardEvent): boolean {
    const key = this.open ? listKey(event) : null;
    if (key === null) return false;
    const count = this.people.length;
    if (key === 'next') this.active = (this.active + 1) % count;
    else if (key === 'previous') this.active = (this.active + count - 1) % count;
    else if (key === 'choose') this.pick(this.active);
    else this.close();
    event.preventDefault();
    return true;
  }

  pick(index: number): void {
    const person = this.people[index];
    if (person === undefined || this.#query === null) return;
    const { text, caret } = complete(this.field.element.value, this.#query, person);
    this.people = [];
    this.field.type(text, caret);
  }

  close(): void {
    this.#closedAt = this.#query?.start ?? null;
    this.people = [];
  }
}
