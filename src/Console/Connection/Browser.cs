using Microsoft.JSInterop;

namespace Onebox.Console.Connection;

/// <summary>What only the viewer's browser can do: its storage, clipboard, focus and uploads (<c>wwwroot/console.js</c>).</summary>
internal sealed class Browser(IJSRuntime js) : IAsyncDisposable
{
    private Task<IJSObjectReference>? _module;

    public async Task<T> AskAsync<T>(string function, params object?[] arguments) =>
        await (await ModuleAsync()).InvokeAsync<T>(function, arguments);

    public async Task TellAsync(string function, params object?[] arguments)
    {
        try
        {
            await (await ModuleAsync()).InvokeVoidAsync(function, arguments);
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone; nobody is there to see it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is null) return;
        try
        {
            await (await _module).DisposeAsync();
        }
        catch (Exception error) when (error is JSException or OperationCanceledException or InvalidOperationException)
        {
            // Gone with the browser.
        }
    }

    private Task<IJSObjectReference> ModuleAsync() => _module ??= js.InvokeAsync<IJSObjectReference>("import", "./_content/Onebox.Console/console.js").AsTask();
}
