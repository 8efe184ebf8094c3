using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;
using Onebox.Kernel.Ports;
using Onebox.Kernel.Records;
using Onebox.Security.Audit;
using Onebox.Security.Gate;
using Onebox.Security.Keys;
using Onebox.Security.Sessions;
using Onebox.Security.Store;
using Onebox.Security.Users;

namespace Onebox.Security;

public static class SecurityModule
{
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        services.AddRecords<SecurityContext>();
        services.AddOptions<SecurityOptions>().BindConfiguration("Onebox:Security").ValidateDataAnnotations().ValidateOnStart();
        services.AddDataProtection().SetApplicationName("onebox");
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>().Configure<DataFolder>((options, data) =>
            options.XmlRepository = new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(new DirectoryInfo(data.Secrets), Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));
        services.TryAddSingleton<UserStore>();
        services.TryAddSingleton<LinkStore>();
        services.TryAddSingleton<KeyStore>();
        services.TryAddSingleton<SessionStore>();
        services.TryAddSingleton<LocalKey>();
        services.TryAddSingleton<BoxAddress>();
        services.TryAddSingleton<CallerResolver>();
        services.TryAddSingleton<ICallers, KnownCallers>();
        services.TryAddSingleton<RequestLimits>();
        services.TryAddSingleton<Passwords>();
        services.TryAddSingleton<AuditLog>();
        services.TryAddSingleton<IAudit>(provider => provider.GetRequiredService<AuditLog>());
        services.TryAddSingleton<UsageBook>();
        services.TryAddSingleton<IUsage>(provider => provider.GetRequiredService<UsageBook>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<UsageBook>());
        services.AddHostedService<FirstOwner>();
        services.AddSingleton<IProbe, AuditProbe>();
        services.AddSingleton<ISearchSource, AccessSearch>();
        return services;
    }

    /// <summary>Puts the gate before every endpoint: nothing gets through without a decision.</summary>
    public static IApplicationBuilder UseSecurity(this IApplicationBuilder app) => app.UseMiddleware<AccessGate>();

    public static IEndpointRouteBuilder MapSecurity(this IEndpointRouteBuilder routes)
    {
        SignIn.Map(routes);
        SignOut.Map(routes);
        WhoAmI.Map(routes);
        SetPassword.Map(routes);
        ListUsers.Map(routes);
        CreateUser.Map(routes);
        UpdateUser.Map(routes);
        DeleteUser.Map(routes);
        CreateSignInLink.Map(routes);
        ListKeys.Map(routes);
        CreateKey.Map(routes);
        RevokeKey.Map(routes);
        ReadAudit.Map(routes);
        CheckAudit.Map(routes);
        return routes;
    }
}
