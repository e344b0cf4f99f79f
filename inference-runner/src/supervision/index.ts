export { takeOrders } from './supervised.js';
