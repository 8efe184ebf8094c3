using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Onebox.Kernel;
using Onebox.Security.Keys;
using Onebox.Security.Store;
using Onebox.Security.Users;
using Onebox.Testing;

namespace Onebox.Security.Tests;

/// <summary>Security on a data folder of its own, with a clock that tests move.</summary>
public abstract class SecurityTest : IAsyncLifetime
{
    private protected static readonly DateTimeOffset Morning = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    private protected FakeTimeProvider Clock { get; } = new(Morning);

    private protected TestBox Box { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Box = TestBox.Create(services => services.AddSecurity(), Clock);
        return new ValueTask(new FirstOwner(Box.Get<UserStore>(), Box.Get<Ids>(), Clock).StartAsync(default));
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Box.DisposeAsync();
    }

    private protected async Task<UserRecord> OwnerAsync() => (await Box.Get<UserStore>().FindAsync(FirstOwner.Name, default))!;

    private protected async Task<UserRecord> AddUserAsync(string name, string role)
    {
        var user = new UserRecord { Id = Box.Get<Ids>().New(ResourceKinds.User), Name = name, Role = role, CreatedAt = Clock.GetUtcNow() };
        await Box.Get<UserStore>().AddAsync(user, default);
        return user;
    }

    /// <returns>The key itself.</returns>
    private protected async Task<string> AddKeyAsync(UserRecord user, string role, Action<KeyRecord>? change = null)
    {
        var secret = KeyStore.Prefix + Secrets.New();
        var key = new KeyRecord { Id = Box.Get<Ids>().New(ResourceKinds.Key), Name = Secrets.New(), Prefix = secret[..7], Hash = Secrets.Hash(secret), UserId = user.Id, Role = role, CreatedAt = Clock.GetUtcNow() };
        change?.Invoke(key);
        await Box.Get<KeyStore>().AddAsync(key, default);
        return secret;
    }

    private protected static HttpRequest Request(string method = "GET", params (string Name, string Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Scheme, request.Host) = (method, "http", new HostString("box:8080"));
        foreach (var (name, value) in headers) request.Headers[name] = value;
        return request;
    }
}
