import { knownClasses, rememberClasses } from './knownClasses';

it('offers the classes that models named, each once, in order', () => {
  rememberClasses(['person', 'car']);
  rememberClasses(['bus', 'car']);
  expect(knownClasses()).toEqual(['bus', 'car', 'person']);
});
