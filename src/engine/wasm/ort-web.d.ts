/** `#ort-web` of package.json: the build of onnxruntime-web that a browser loads. */
declare module '#ort-web' {
  export * from 'onnxruntime-web';
}
