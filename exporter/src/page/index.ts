export { counter, gauge, histogram, type Family } from './family.js';
export { joinParts, type Labels, Page, type PagePart } from './page.js';
