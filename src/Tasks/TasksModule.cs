using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Onebox.Kernel.Ports;
using Onebox.Kernel.Records;
using Onebox.Tasks.Running;
using Onebox.Tasks.Store;

namespace Onebox.Tasks;

public static class TasksModule
{
    public static IServiceCollection AddTasks(this IServiceCollection services)
    {
        services.AddRecords<TasksContext>();
        services.TryAddSingleton<TaskStore>();
        services.TryAddSingleton<TaskReaders>();
        services.TryAddSingleton<TaskFeed>();
        services.TryAddSingleton<TaskRunner>();
        services.TryAddSingleton<ITasks, TaskDesk>();
        services.AddHostedService<TakeUpTasks>();
        services.AddSingleton<ISearchSource, TasksSearch>();
        return services;
    }

    /// <summary>Registers what does the work of tasks of one kind.</summary>
    public static IServiceCollection AddTaskHandler<THandler>(this IServiceCollection services)
        where THandler : class, ITaskHandler => services.AddSingleton<ITaskHandler, THandler>();

    public static IEndpointRouteBuilder MapTasks(this IEndpointRouteBuilder routes)
    {
        ListTasks.Map(routes);
        GetTask.Map(routes);
        CancelTask.Map(routes);
        ReadTaskLog.Map(routes);
        WatchTasks.Map(routes);
        return routes;
    }
}
