import { beforeEach } from 'vitest';
import { catalogueOf, numbered } from '../scripts/texts';
import { source, speak } from '../src/language/texts';

const english = numbered(catalogueOf(source));
speak(source, english);

// What a test says in another language is said in that test alone.
beforeEach(() => speak(source, english));
