import { describeGenerator } from '../../service-kit/test/describe-generator.js';

describeGenerator('dashboards', 'provisioning/grafana/dashboards');
