using Onebox.Host;
using Onebox.Kernel;
using Onebox.Kernel.Wording;

// onebox-host [--data DIR] [--port N] …     the box
// onebox-host worker KIND --folder DIR      a worker of it
try
{
    if (args is ["worker", ..]) return await WorkerRole.RunAsync(args);
    return await HostRole.RunAsync(args);
}
catch (ProblemException error)
{
    await Console.Error.WriteLineAsync($"onebox-host: {error.Message}");
    return 2;
}
catch (Exception error) when (SettingFault.Of(error) is { } problem)
{
    await Console.Error.WriteLineAsync($"onebox-host: {problem.ToException().Message}");
    return 2;
}
catch (Exception error)
{
    Serilog.Log.Fatal(error, "The box could not go on");
    await Serilog.Log.CloseAndFlushAsync();
    await Console.Error.WriteLineAsync($"onebox-host: The box could not go on, by a fault of its own: {error.Message} The log in the data folder has the details.");
    return 1;
}
