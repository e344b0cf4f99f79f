import { describeGenerator } from '../../service-kit/test/describe-generator.js';

describeGenerator('kubernetes', 'kubernetes/base');
