export { counter, gauge, type Family } from './family.js';
export { printLabels } from './print.js';
export { joinParts, type Labels, Page, type PagePart } from './page.js';
