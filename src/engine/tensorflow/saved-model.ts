/**
 * A TensorFlow graph as the bytes of a saved_model.pb, which is what the binding can open: placeholders in, values out, no
 * variables. Only the messages and fields that are used are declared, with TensorFlow's own field numbers.
 */
import protobuf from 'protobufjs';
import type { ConstantData, Dtype } from '../../graph/graph.ts';

const { root } = protobuf.parse(
  `
  syntax = "proto3";
  message Dim { int64 size = 1; }
  message TensorShapeProto { repeated Dim dim = 2; }
  message TensorProto { int32 dtype = 1; TensorShapeProto tensor_shape = 2; bytes tensor_content = 4; }
  message AttrValue {
    oneof value { int64 i = 3; float f = 4; bool b = 5; int32 type = 6; TensorShapeProto shape = 7; TensorProto tensor = 8; }
  }
  message NodeDef { string name = 1; string op = 2; repeated string input = 3; map<string, AttrValue> attr = 5; }
  message VersionDef { int32 producer = 1; }
  message GraphDef { repeated NodeDef node = 1; VersionDef versions = 4; }
  message MetaInfoDef { repeated string tags = 4; }
  message MetaGraphDef { MetaInfoDef meta_info_def = 1; GraphDef graph_def = 2; }
  message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }
`,
  { keepCase: true },
);
const SavedModel = root.lookupType('SavedModel');

/** The tag under which the one graph of the file is found. */
export const SERVE = 'serve';
/** The graph version of TensorFlow 2.12: old enough for every build that the setup takes. */
const GRAPH_VERSION = 1286;

/** TensorFlow's DataType numbers. */
export const TF_TYPE = { float32: 1, int32: 3, int64: 9, bool: 10, bfloat16: 14, float16: 19 } as const;
export type TfType = keyof typeof TF_TYPE;

/** An op's attribute; `{ type }` names a dtype. */
export type TfAttribute = boolean | number | { float: number } | { type: TfType };

/** Where a value comes from: `node`, or `node:1` for a node's second output. */
export type TfRef = string;

/** A TensorFlow graph being written. */
export class TfGraph {
  private readonly nodes: { name: string; op: string; input: TfRef[]; attr: Record<string, unknown> }[] = [];

  /** Appends a node and returns a reference to its first output. */
  add(op: string, inputs: readonly TfRef[], attributes: Readonly<Record<string, TfAttribute>> = {}): TfRef {
    const attr = Object.fromEntries(Object.entries(attributes).map(([k, v]) => [k, attrValue(v)]));
    return this.push(op, inputs, attr);
  }

  placeholder(dtype: Dtype, shape: readonly number[]): TfRef {
    return this.push('Placeholder', [], {
      dtype: { type: TF_TYPE[dtype] },
      shape: { shape: shapeProto(shape) },
    });
  }

  constant(data: ConstantData, dtype: Dtype, shape: readonly number[]): TfRef {
    const tensor_content = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const tensor = { dtype: TF_TYPE[dtype], tensor_shape: shapeProto(shape), tensor_content };
    return this.push('Const', [], { dtype: { type: TF_TYPE[dtype] }, value: { tensor } });
  }

  encode(): Uint8Array {
    const graph_def = { node: this.nodes, versions: { producer: GRAPH_VERSION } };
    const meta_graphs = [{ meta_info_def: { tags: [SERVE] }, graph_def }];
    return SavedModel.encode({ saved_model_schema_version: 1, meta_graphs }).finish();
  }

  private push(op: string, inputs: readonly TfRef[], attr: Record<string, unknown>): TfRef {
    const name = `n${this.nodes.length}`;
    this.nodes.push({ name, op, input: [...inputs], attr });
    return name;
  }
}

function attrValue(value: TfAttribute): Record<string, unknown> {
  if (typeof value === 'boolean') return { b: value };
  if (typeof value === 'number') return { i: value };
  return 'float' in value ? { f: value.float } : { type: TF_TYPE[value.type] };
}

function shapeProto(shape: readonly number[]) {
  return { dim: shape.map((size) => ({ size })) };
}
