/**
 * A recorded graph as an ONNX file (onnx.proto3 of ONNX IR version 9, operator set 20), written with protobufjs.
 * Only the messages and fields that are used are declared; the field numbers are those of the ONNX specification.
 */
import protobuf from 'protobufjs';
import type { Attribute, Dtype, Graph, Node, Value } from './graph.ts';

export const ONNX_IR_VERSION = 9;
export const ONNX_OPSET = 20;

const { root } = protobuf.parse(
  `
  syntax = "proto3";
  package onnx;
  message OperatorSetIdProto { string domain = 1; int64 version = 2; }
  message AttributeProto {
    string name = 1; float f = 2; int64 i = 3; bytes s = 4;
    repeated float floats = 7; repeated int64 ints = 8; repeated bytes strings = 9;
    int32 type = 20;
  }
  message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; }
  message Dimension { int64 dim_value = 1; }
  message TensorShapeProto { repeated Dimension dim = 1; }
  message TensorType { int32 elem_type = 1; TensorShapeProto shape = 2; }
  message TypeProto { TensorType tensor_type = 1; }
  message ValueInfoProto { string name = 1; TypeProto type = 2; }
  message NodeProto {
    repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
    repeated AttributeProto attribute = 5; string domain = 7;
  }
  message GraphProto {
    repeated NodeProto node = 1; string name = 2;
    repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
  }
  message ModelProto {
    int64 ir_version = 1; string producer_name = 2; string producer_version = 3;
    repeated OperatorSetIdProto opset_import = 8;
  }
`,
  { keepCase: true },
);
const [ModelProto, GraphProto, TensorProto] = ['ModelProto', 'GraphProto', 'TensorProto'].map((name) =>
  root.lookupType(`onnx.${name}`),
) as [protobuf.Type, protobuf.Type, protobuf.Type];
/** The fields that weights lie in, not declared above: a writer that grows would copy them several times. */
const FIELD = { rawData: 9, initializer: 5, graph: 7 } as const;

/** TensorProto.DataType of the specification. */
const DATA_TYPE: Record<Dtype, number> = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10 };
/** AttributeProto.AttributeType. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, floats: 6, ints: 7, strings: 8 } as const;

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
  const nodes = graph.nodes.map((node, i) => nodeProto(node, i, nameOf));
  for (const [output, value] of outputs) {
    if (names.get(value) === output) continue;
    nodes.push({
      name: `out_${output}`,
      op_type: 'Identity',
      domain: '',
      input: [nameOf(value)],
      output: [output],
      attribute: [],
    });
  }
  const model = {
    ir_version: ONNX_IR_VERSION,
    producer_name: 'bgpt-music',
    opset_import: [
      { domain: '', version: ONNX_OPSET },
      { domain: 'com.microsoft', version: 1 },
    ],
  };
  const frame = {
    name,
    node: nodes,
    input: graph.inputs.map((value) => valueInfo(value.name, value, flexible[value.name])),
    output: outputs.map(([output, value]) => valueInfo(output, value)),
  };
  return joined([
    ModelProto.encode(model).finish(),
    ...field(FIELD.graph, [GraphProto.encode(frame).finish(), ...graph.constants.flatMap(initializer)]),
  ]);
}

/** A field that holds these bytes in a row. */
function field(id: number, pieces: readonly Uint8Array[]): Uint8Array[] {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const lengthDelimited = 2;
  const head = protobuf.Writer.create().uint32((id << 3) | lengthDelimited);
  return [head.uint32(length).finish(), ...pieces];
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

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

function nodeProto(node: Node, index: number, nameOf: (value: Value) => string) {
  return {
    name: `${node.op}_${index}`,
    op_type: node.op,
    domain: node.domain,
    input: node.inputs.map((value) => (value ? nameOf(value) : '')),
    output: node.outputs.map(nameOf),
    attribute: Object.entries(node.attributes).map(([name, value]) => attributeProto(name, value)),
  };
}

function attributeProto(name: string, value: Attribute | { float: number }) {
  if (typeof value === 'string')
    return { name, s: new TextEncoder().encode(value), type: ATTRIBUTE_TYPE.string };
  if (typeof value === 'number' || typeof value === 'bigint')
    return { name, i: Number(value), type: ATTRIBUTE_TYPE.int };
  if (isList(value)) {
    if (value.length > 0 && typeof value[0] === 'string') {
      return {
        name,
        strings: value.map((s) => new TextEncoder().encode(String(s))),
        type: ATTRIBUTE_TYPE.strings,
      };
    }
    return { name, ints: value as readonly number[], type: ATTRIBUTE_TYPE.ints };
  }
  return { name, f: value.float, type: ATTRIBUTE_TYPE.float };
}

function isList(value: unknown): value is readonly (number | string)[] {
  return Array.isArray(value);
}

function initializer(value: Value): Uint8Array[] {
  const data = value.constant!;
  const about = { name: value.name, dims: value.shape, data_type: DATA_TYPE[value.dtype] };
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return field(FIELD.initializer, [TensorProto.encode(about).finish(), ...field(FIELD.rawData, [raw])]);
}

function valueInfo(name: string, { dtype, shape }: Value, flexibleAxis?: number) {
  const dim = shape.map((d, i) => (i === flexibleAxis ? {} : { dim_value: d }));
  return {
    name,
    type: {
      tensor_type: { elem_type: DATA_TYPE[dtype], shape: { dim } },
    },
  };
}
