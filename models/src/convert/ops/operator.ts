import type { Attributes } from '../attributes.js';
import type { GraphBuilder } from '../builder.js';
import { MissingNodeError, UnsupportedUseError } from '../errors.js';
import type { GraphNode, TfjsModel } from '../tfjs.js';
import type { Value } from '../value.js';

/**
 * Translates one TFJS node: emits ONNX nodes through `context.graph`, gives the values that the node's outputs become.
 */
export type Operator = (context: OperatorContext) => Value | readonly Value[];

/** Operators by their TFJS names. */
export type Operators = Readonly<Record<string, Operator>>;

/** What an operator sees of its node and of the graph around it. */
export class OperatorContext {
  constructor(
    readonly graph: GraphBuilder,
    private readonly model: TfjsModel,
    private readonly node: GraphNode,
    private readonly values: ReadonlyMap<string, Value>
  ) {}

  get name(): string {
    return this.node.name;
  }

  get op(): string {
    return this.node.op;
  }

  get attributes(): Attributes {
    return this.node.attributes;
  }

  get inputs(): Value[] {
    return this.node.inputs.map((name) => this.value(name));
  }

  /** @throws MissingNodeError when the node has fewer inputs */
  input(index: number): Value {
    const name = this.node.inputs[index];
    if (name === undefined) throw new MissingNodeError(`input ${index}`, `${this.op} node \`${this.name}\``);
    return this.value(name);
  }

  /** The elements of an input that has to be known at conversion. */
  constantInput(index: number): number[] {
    const { constant } = this.input(index);
    if (!constant) throw this.unsupported(`an input ${index} that is not a constant`);
    return Array.from(constant.data);
  }

  /** The one element of a constant input: an axis, a count. */
  constantScalar(index: number): number {
    const [first] = this.constantInput(index);
    if (first === undefined) throw this.unsupported(`an empty input ${index}`);
    return first;
  }

  /** The TFJS node that computes the tensor, for operators that recognise a pattern. */
  producer(tensor: string | undefined): GraphNode | undefined {
    return tensor === undefined ? undefined : this.model.nodes.get(tensor);
  }

  /** The name of the tensor that is input `index`. */
  inputName(index: number): string | undefined {
    return this.node.inputs[index];
  }

  /** The value of a tensor that was translated before. */
  value(name: string): Value {
    const value = this.values.get(name);
    if (!value) throw new MissingNodeError(name, `${this.op} node \`${this.name}\``);
    return value;
  }

  unsupported(reason: string): UnsupportedUseError {
    return new UnsupportedUseError(this.op, this.name, reason);
  }
}
