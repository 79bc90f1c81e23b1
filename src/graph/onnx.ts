/**
 * A recorded graph as an ONNX file (onnx.proto3 of ONNX IR version 9, operator set 20), message by message: the
 * fields that are used, in the order of their numbers, which are those of the specification.
 */
import type { Attribute, Dtype, Graph, Node, Value } from './graph.ts';
import {
  bytesField,
  FIXED32,
  joined,
  message,
  packed,
  tag,
  text,
  VARINT,
  type Writer,
  writer,
} from './protobuf.ts';

export const ONNX_IR_VERSION = 9;
export const ONNX_OPSET = 20;

/** Field numbers, message by message. */
const MODEL = { irVersion: 1, producerName: 2, graph: 7, opsetImport: 8 } as const;
const OPSET = { domain: 1, version: 2 } as const;
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7 } as const;
const ATTRIBUTE = { name: 1, f: 2, i: 3, s: 4, ints: 8, strings: 9, type: 20 } as const;
const VALUE_INFO = { name: 1, type: 2 } as const;
const TYPE = { tensorType: 1 } as const;
const TENSOR_TYPE = { elemType: 1, shape: 2 } as const;
const SHAPE = { dim: 1 } as const;
const DIMENSION = { dimValue: 1 } as const;
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 } as const;

/** TensorProto.DataType of the specification. */
const DATA_TYPE: Record<Dtype, number> = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10 };
/** AttributeProto.AttributeType. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7, strings: 8 } as const;

/** ONNX wants every name once: an output named as an input (a state's next value) bears this behind its name. */
const NEXT = ':next';

/** The name in the ONNX file of an output. */
export function onnxOutputName(output: string, inputs: ReadonlySet<string>): string {
  return inputs.has(output) ? output + NEXT : output;
}

/**
 * The bytes of a model file that ONNX Runtime and Netron open.
 * @param flexible inputs of which one axis has no fixed length: name → axis
 */
export function encodeOnnx(
  graph: Graph,
  name = 'traced',
  flexible: Readonly<Record<string, number>> = {},
): Uint8Array {
  const inputNames = new Set(graph.inputs.map((value) => value.name));
  const outputs = [...graph.outputs].map(
    ([name, value]) => [onnxOutputName(name, inputNames), value] as const,
  );
  const names = outputNames(graph, outputs);
  const nameOf = (value: Value) => names.get(value) ?? value.name;
  const model = writer();
  model.uint32(tag(MODEL.irVersion, VARINT)).int64(ONNX_IR_VERSION);
  text(model, MODEL.producerName, 'bgpt-music');
  for (const [domain, version] of OPSETS) {
    message(model, MODEL.opsetImport, (opset) => {
      if (domain) text(opset, OPSET.domain, domain);
      opset.uint32(tag(OPSET.version, VARINT)).int64(version);
    });
  }
  const frame = writer();
  for (const [i, node] of graph.nodes.entries()) writeNode(frame, node, `${node.op}_${i}`, nameOf);
  for (const [output, value] of outputs) {
    if (names.get(value) === output) continue;
    const copy: Node = { op: 'Identity', domain: '', inputs: [value], outputs: [], attributes: {} };
    writeNode(frame, copy, `out_${output}`, nameOf, [output]);
  }
  text(frame, GRAPH.name, name);
  for (const value of graph.inputs)
    writeValueInfo(frame, GRAPH.input, value.name, value, flexible[value.name]);
  for (const [output, value] of outputs) writeValueInfo(frame, GRAPH.output, output, value);
  // The weights, not through the writer: as it grows it would copy them several times
  return joined([
    model.finish(),
    ...bytesField(MODEL.graph, [frame.finish(), ...graph.constants.flatMap(initializer)]),
  ]);
}

const OPSETS = [
  ['', ONNX_OPSET],
  ['com.microsoft', 1],
] as const;

/**
 * Values that can simply bear their output's name. An input, a constant, or a value shown under a second name needs an
 * Identity node, which copies.
 */
function outputNames(graph: Graph, outputs: readonly (readonly [string, Value])[]): Map<Value, string> {
  const made = new Set(graph.nodes.flatMap((node) => node.outputs));
  const names = new Map<Value, string>();
  for (const [output, value] of outputs) if (made.has(value) && !names.has(value)) names.set(value, output);
  return names;
}

function writeNode(
  graph: Writer,
  node: Node,
  name: string,
  nameOf: (value: Value) => string,
  outputs: readonly string[] = node.outputs.map(nameOf),
): void {
  message(graph, GRAPH.node, (out) => {
    for (const value of node.inputs) text(out, NODE.input, value ? nameOf(value) : '');
    for (const output of outputs) text(out, NODE.output, output);
    text(out, NODE.name, name);
    text(out, NODE.opType, node.op);
    for (const [key, value] of Object.entries(node.attributes)) {
      message(out, NODE.attribute, (inside) => writeAttribute(inside, key, value));
    }
    if (node.domain) text(out, NODE.domain, node.domain);
  });
}

function writeAttribute(out: Writer, name: string, value: Attribute | { float: number }): void {
  text(out, ATTRIBUTE.name, name);
  const type = writeAttributeValue(out, value);
  out.uint32(tag(ATTRIBUTE.type, VARINT)).int32(ATTRIBUTE_TYPE[type]);
}

/** @returns the attribute's type */
function writeAttributeValue(out: Writer, value: Attribute | { float: number }): keyof typeof ATTRIBUTE_TYPE {
  if (typeof value === 'string') {
    text(out, ATTRIBUTE.s, value);
    return 'string';
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (Number(value) !== 0) out.uint32(tag(ATTRIBUTE.i, VARINT)).int64(Number(value));
    return 'int';
  }
  if (!isList(value)) {
    out.uint32(tag(ATTRIBUTE.f, FIXED32)).float(value.float);
    return 'float';
  }
  if (value.length > 0 && typeof value[0] === 'string') {
    for (const each of value) text(out, ATTRIBUTE.strings, String(each));
    return 'strings';
  }
  packed(out, ATTRIBUTE.ints, value as readonly number[]);
  return 'ints';
}

function isList(value: unknown): value is readonly (number | string)[] {
  return Array.isArray(value);
}

function initializer(value: Value): Uint8Array[] {
  const data = value.constant!;
  const about = writer();
  packed(about, TENSOR.dims, value.shape);
  about.uint32(tag(TENSOR.dataType, VARINT)).int32(DATA_TYPE[value.dtype]);
  text(about, TENSOR.name, value.name);
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return bytesField(GRAPH.initializer, [about.finish(), ...bytesField(TENSOR.rawData, [raw])]);
}

/** @param flexibleAxis the axis that has no fixed length, if there is one */
function writeValueInfo(
  graph: Writer,
  id: number,
  name: string,
  { dtype, shape }: Value,
  flexibleAxis?: number,
): void {
  message(graph, id, (info) => {
    text(info, VALUE_INFO.name, name);
    message(info, VALUE_INFO.type, (type) =>
      message(type, TYPE.tensorType, (tensor) => {
        tensor.uint32(tag(TENSOR_TYPE.elemType, VARINT)).int32(DATA_TYPE[dtype]);
        message(tensor, TENSOR_TYPE.shape, (dimensions) => {
          for (const [axis, size] of shape.entries()) {
            message(dimensions, SHAPE.dim, (dimension) => {
              if (axis !== flexibleAxis) dimension.uint32(tag(DIMENSION.dimValue, VARINT)).int64(size);
            });
          }
        });
      }),
    );
  });
}
