using Onebox.Llama;
using Onebox.Llama.Bench;

LlamaRuntime.Load();
var model = args[1];
if (args[0] == "quantize") Quantizer.Quantize(args[1], args[2], Enum.Parse<QuantizedType>(args[3]), 2, true);
if (args[0] == "invariance")
{
    var threads = args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 1;
    foreach (var repack in new[] { true, false }) Invariance.Run(model, threads, repack, KvType.F16, FlashAttention.On);
}
return 0;
