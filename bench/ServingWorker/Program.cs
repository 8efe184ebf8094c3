using System.Globalization;
using Onebox.ServingWorker.Bench;
using Onebox.Weights;

// What a serving worker costs beside its engine.
//   run [SIZE]                     measures with a random llama model of 15M or 100M (default) parameters, in Q8_0
//   host ADDRESS KEY ROUTE PID     the same single requests through a running box on this machine; CPU is the host process's
//   serve SOCKET MODEL PARALLEL    the worker alone, until its standard input ends
if (args is ["serve", var socket, var model, var parallel])
{
    await Serve.RunAsync(socket, model, int.Parse(parallel, CultureInfo.InvariantCulture));
    return 0;
}
if (args is ["host", var address, var key, var route, var process])
{
    using var host = new HostUnderTest(new Uri(address), key, int.Parse(process, CultureInfo.InvariantCulture));
    await SingleRequests.RunAsync(host.PostAsync, host.Cpu, route, requests: 300);
    return 0;
}

var size = args is ["run", var asked] ? asked : "100M";
var folder = Directory.CreateTempSubdirectory("onebox-bench-");
try
{
    var path = Path.Combine(folder.FullName, "model.gguf");
    using (var file = File.Create(path)) SyntheticModel.WriteGguf(file, SyntheticShapes.Find("llama", size)!, TensorType.Q8, seed: 1);
    await using var worker = await WorkerUnderTest.StartAsync(folder.FullName, path, parallel: 8);
    Console.WriteLine($"model {size} Q8_0, one engine thread, {Environment.ProcessorCount} processors");
    await Streams.RunAsync(worker, streams: 8, tokens: 128, rounds: 4);
    await SingleRequests.RunAsync(worker.PostAsync, () => worker.Cpu().Others, "model", requests: 300);
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}
