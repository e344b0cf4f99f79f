/** Something about the TFJS model that keeps it from becoming ONNX; the subclasses say what. */
export abstract class ConvertError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The graph uses an operator that the converter has no translation for. */
export class UnsupportedOperatorError extends ConvertError {
  constructor(
    readonly operator: string,
    readonly node: string
  ) {
    super(
      `operator ${operator} (node \`${node}\`) is not supported: convert the model elsewhere and use the .onnx file, ` +
        `or add the operator to models/src/convert/ops`
    );
  }
}

/** A supported operator is used in a way that the converter does not translate (a dynamic kernel, say). */
export class UnsupportedUseError extends ConvertError {
  constructor(
    readonly operator: string,
    readonly node: string,
    readonly reason: string
  ) {
    super(`operator ${operator} (node \`${node}\`): ${reason} is not supported`);
  }
}

/** A tensor has an element type that the converter does not know. */
export class UnsupportedDtypeError extends ConvertError {
  constructor(
    readonly dtype: string,
    readonly tensor: string
  ) {
    super(`\`${tensor}\` has the element type ${dtype}: only float32, int32, int64 and bool are supported`);
  }
}

/** The graph refers to a node, an output of a node or a weight that is not there. */
export class MissingNodeError extends ConvertError {
  constructor(
    readonly missing: string,
    readonly usedBy: string
  ) {
    super(`\`${missing}\`, which ${usedBy} needs, is missing from the model: the file is incomplete or damaged`);
  }
}

/** The weights file is shorter or longer than the manifest says. */
export class WeightsSizeError extends ConvertError {
  constructor(
    readonly expectedBytes: number,
    readonly actualBytes: number
  ) {
    super(
      `the manifest describes ${expectedBytes} bytes of weights, the file holds ${actualBytes}: ` +
        `it is truncated or belongs to another model`
    );
  }
}

/** The model's JSON is not a TFJS graph model, or contradicts itself. */
export class MalformedModelError extends ConvertError {
  constructor(where: string, problem: string, options?: ErrorOptions) {
    super(`not a usable TFJS graph model: ${where} ${problem}`, options);
  }
}
