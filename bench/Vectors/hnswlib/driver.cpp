// Measures hnswlib on .fvecs files, the way Onebox's own bench measures itself: build with a number of threads, then answer the
// queries one after another on one thread for each ef. Prints one JSON object a line.
//   g++ -O3 -march=native -std=c++17 -pthread -o driver driver.cpp
//   ./driver BASE QUERIES TRUTH l2|cosine|ip M EF_CONSTRUCTION THREADS SECONDS_PER_POINT EF...
#include <hnswlib/hnswlib.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

template <typename T>
struct Rows {
    int dim = 0;
    size_t count = 0;
    std::vector<T> data;
    const T* at(size_t i) const { return data.data() + i * dim; }
};

template <typename T>
Rows<T> read_rows(const char* path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        std::fprintf(stderr, "cannot open %s\n", path);
        std::exit(2);
    }
    Rows<T> rows;
    int dim;
    in.seekg(0, std::ios::end);
    rows.data.reserve(size_t(in.tellg()) / sizeof(T)); // Growing by doubling would count as the index's memory.
    in.seekg(0);
    while (in.read(reinterpret_cast<char*>(&dim), 4)) {
        rows.dim = dim;
        size_t old = rows.data.size();
        rows.data.resize(old + dim);
        in.read(reinterpret_cast<char*>(rows.data.data() + old), sizeof(T) * dim);
        rows.count++;
    }
    return rows;
}

static void normalize(Rows<float>& rows) {
    for (size_t i = 0; i < rows.count; i++) {
        float* v = rows.data.data() + i * rows.dim;
        double sum = 0;
        for (int d = 0; d < rows.dim; d++) sum += double(v[d]) * v[d];
        float scale = sum > 0 ? float(1 / std::sqrt(sum)) : 0;
        for (int d = 0; d < rows.dim; d++) v[d] *= scale;
    }
}

static double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

static long resident_kib() {
    std::ifstream in("/proc/self/status");
    std::string line;
    while (std::getline(in, line))
        if (line.rfind("VmRSS:", 0) == 0) return std::atol(line.c_str() + 6);
    return 0;
}

int main(int argc, char** argv) {
    if (argc < 10) {
        std::fprintf(stderr, "usage: driver BASE QUERIES TRUTH METRIC M EFC THREADS SECONDS EF...\n");
        return 2;
    }
    auto base = read_rows<float>(argv[1]);
    auto queries = read_rows<float>(argv[2]);
    auto truth = read_rows<int>(argv[3]);
    std::string metric = argv[4];
    size_t M = std::atoi(argv[5]), efc = std::atoi(argv[6]);
    int threads = std::atoi(argv[7]);
    double duration = std::atof(argv[8]);
    if (metric == "cosine") {
        normalize(base);
        normalize(queries);
    }
    hnswlib::SpaceInterface<float>* space;
    if (metric == "l2")
        space = new hnswlib::L2Space(base.dim);
    else
        space = new hnswlib::InnerProductSpace(base.dim);

    long before = resident_kib();
    double start = seconds();
    hnswlib::HierarchicalNSW<float> index(space, base.count, M, efc);
    index.addPoint(base.at(0), 0);
    std::atomic<size_t> next{1};
    std::vector<std::thread> workers;
    for (int t = 0; t < threads; t++)
        workers.emplace_back([&] {
            for (size_t i; (i = next++) < base.count;) index.addPoint(base.at(i), i);
        });
    for (auto& w : workers) w.join();
    double build = seconds() - start;
    long memory = resident_kib() - before;

    const size_t k = 10;
    for (int a = 9; a < argc; a++) {
        size_t ef = std::atoi(argv[a]);
        index.setEf(ef);
        size_t found = 0;
        for (size_t q = 0; q < queries.count; q++) { // Also the warm-up.
            std::unordered_set<int> expected(truth.at(q), truth.at(q) + k);
            auto result = index.searchKnn(queries.at(q), k);
            while (!result.empty()) {
                found += expected.count(int(result.top().second));
                result.pop();
            }
        }
        double begin = seconds(), best = 0;
        do {
            double pass = seconds();
            for (size_t q = 0; q < queries.count; q++) index.searchKnn(queries.at(q), k);
            best = std::max(best, queries.count / (seconds() - pass));
        } while (seconds() - begin < duration);
        std::printf("{\"ef\":%zu,\"recall\":%.4f,\"qps\":%.1f,\"buildSeconds\":%.2f,\"memoryMiB\":%.1f}\n", ef,
                    double(found) / double(queries.count * k), best, build, memory / 1024.0);
        std::fflush(stdout);
    }
    delete space;
    return 0;
}
