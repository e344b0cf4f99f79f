export { Hud } from './Hud';
