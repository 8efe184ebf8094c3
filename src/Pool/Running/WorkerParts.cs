using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Pool.Inventory;

namespace Onebox.Pool.Running;

/// <summary>What every worker needs of the node.</summary>
internal sealed record WorkerParts(WorkerLaunch Launch, WorkerTable Table, MachineFiles Files, PoolMetrics Metrics, IOptions<PoolOptions> Options, TimeProvider Clock, ILogger<Worker> Log);
