import { convolutionOperators } from './convolution.js';
import { elementwiseOperators } from './elementwise.js';
import { gatheringOperators } from './gathering.js';
import { joiningOperators } from './joining.js';
import type { Operators } from './operator.js';
import { reductionOperators } from './reduction.js';
import { shapeOperators } from './shape.js';
import { slicingOperators } from './slicing.js';
import { spatialOperators } from './spatial.js';

/** Every operator that the converter translates, by its TFJS name. */
export const operators: Operators = {
  ...convolutionOperators,
  ...elementwiseOperators,
  ...gatheringOperators,
  ...joiningOperators,
  ...reductionOperators,
  ...shapeOperators,
  ...slicingOperators,
  ...spatialOperators,
};

export { OperatorContext } from './operator.js';
