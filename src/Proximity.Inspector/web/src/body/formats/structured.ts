export { OutlineTree } from './outline';
export { messagePack } from './messagepack';
export { cbor } from './cbor';
export { fromBase64, grpc, isMessage, protobuf } from './protobuf';
