/* A stand-in for NVIDIA's management library with one healthy and one lost GPU: the binding's real calls run against it. */
#include <string.h>
#include <stdlib.h>

typedef struct { unsigned long long total, free, used; } memory_t;
typedef struct { unsigned int gpu, memory; } utilization_t;
typedef struct { char legacy[16]; unsigned int domain, bus, device, id, sub; char busId[32]; } pci_t;
typedef struct { unsigned int pid; unsigned long long used; unsigned int gi, ci; } process_t;

static int gpus[2] = { 0, 1 };
static int open_count;

int nvmlInit_v2(void) { open_count++; return 0; }
int nvmlShutdown(void) { open_count--; return 0; }
const char *nvmlErrorString(int code) { return code == 15 ? "GPU is lost" : "Unknown Error"; }
int nvmlSystemGetDriverVersion(char *text, unsigned int room) { strncpy(text, "550.54.15", room); return 0; }
int nvmlSystemGetCudaDriverVersion(int *version) { *version = 12040; return 0; }
int nvmlDeviceGetCount_v2(unsigned int *count) { *count = 2; return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void **device) { *device = &gpus[index]; return 0; }
int nvmlDeviceGetName(void *device, char *text, unsigned int room) { strncpy(text, "NVIDIA H100 80GB HBM3", room); return 0; }
int nvmlDeviceGetUUID(void *device, char *text, unsigned int room)
{
    strncpy(text, *(int *)device ? "GPU-bbbb" : "GPU-aaaa", room);
    return 0;
}
int nvmlDeviceGetMemoryInfo(void *device, memory_t *memory)
{
    if (*(int *)device) return 15;
    memory->total = 80ull << 30; memory->used = 30ull << 30; memory->free = 50ull << 30;
    return 0;
}
int nvmlDeviceGetUtilizationRates(void *device, utilization_t *use) { use->gpu = 42; use->memory = 7; return 0; }
int nvmlDeviceGetTemperature(void *device, int sensor, unsigned int *degrees) { if (sensor) return 2; *degrees = 55; return 0; }
int nvmlDeviceGetPowerUsage(void *device, unsigned int *milliwatts) { *milliwatts = 312500; return 0; }
int nvmlDeviceGetMinorNumber(void *device, unsigned int *minor) { *minor = 3; return 0; }
int nvmlDeviceGetMemoryBusWidth(void *device, unsigned int *bits) { *bits = 5120; return 0; }
int nvmlDeviceGetMaxClockInfo(void *device, int type, unsigned int *megahertz) { if (type != 2) return 2; *megahertz = 2619; return 0; }
int nvmlDeviceGetPciInfo_v3(void *device, pci_t *pci)
{
    memset(pci, 0xff, sizeof *pci);
    strcpy(pci->busId, "00000000:3B:00.0");
    return 0;
}
/* 40 processes: more than a caller's first guess, so that it must ask again. The first is the one that FAKE_NVML_PID names. */
int nvmlDeviceGetComputeRunningProcesses_v3(void *device, unsigned int *count, process_t *list)
{
    unsigned int room = *count, i;
    *count = 40;
    if (room < 40) return 7;
    for (i = 0; i < 40; i++) { list[i].pid = 100000 + i; list[i].used = 1ull << 20; }
    list[1].used = ~0ull;
    if (getenv("FAKE_NVML_PID")) { list[0].pid = atoi(getenv("FAKE_NVML_PID")); list[0].used = 20ull << 30; }
    return 0;
}
