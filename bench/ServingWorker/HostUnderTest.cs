using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Onebox.ServingWorker.Bench;

/// <summary>A running box: what its host process, which only passes on, adds to a worker's answer.</summary>
internal sealed class HostUnderTest : IDisposable
{
    private readonly HttpClient _http;
    private readonly Process _process;

    public HostUnderTest(Uri address, string key, int process)
    {
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _process = Process.GetProcessById(process);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body) =>
        _http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));

    /// <summary>Processor seconds of the host so far.</summary>
    public double Cpu()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    public void Dispose()
    {
        _http.Dispose();
        _process.Dispose();
    }
}
