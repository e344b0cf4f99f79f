export { StreamVariableSupport } from './StreamVariableSupport';
