namespace Onebox.Host.Box;

/// <summary>The box as a whole: at a glance, its health, its end, and the search over everything.</summary>
internal static class BoxModule
{
    public static IServiceCollection AddBox(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddSingleton<Probes>();
        return services;
    }

    public static IEndpointRouteBuilder MapBox(this IEndpointRouteBuilder routes)
    {
        Health.Map(routes);
        GetBox.Map(routes);
        StopBox.Map(routes);
        SearchBox.Map(routes);
        return routes;
    }
}
