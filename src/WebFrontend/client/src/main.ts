import { chosenLanguage } from './language/choosing';
import { loadTexts } from './language/loading';
import { runsToTheLeft } from './language/texts';
import { takeLinkPassword } from './state/joining/linkPassword';

// Before anything else: a password must not stay in the address bar, in the history, or in a screenshot.
takeLinkPassword();

const language = chosenLanguage();
document.documentElement.lang = language;
document.documentElement.dir = runsToTheLeft(language) ? 'rtl' : 'ltr';

// Side by side: the texts would wait for the app otherwise.
Promise.all([import('./start'), loadTexts(language)]).then(
  ([{ start }]) => start(),
  (error: unknown) => console.error('The app did not arrive.', error),
);
