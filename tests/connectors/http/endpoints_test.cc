// Endpoints: what the probes say in each state of the loop, and that everything else goes to the
// service.
#include "connectors/http/endpoints.h"

#include "tests/connectors/query/shelf.h"

namespace shelfd::connectors {
namespace {

struct Endpoints : testing::Test {
  Reply get(const std::string& path) { return handler({.method = "GET", .path = path}); }
  using Names = std::vector<std::string>;
  // The checks that fail.
  Names failing() {
    Names names;
    const Json json = json_of(get("/readyz"));
    for (const Json& check : json["checks"]) {
      if (!check["ok"]) names.push_back(check["name"]);
    }
    return names;
  }

  Shelf shelf;
  Health health;
  Metrics metrics{"0.1.0", "abc"};
  Handler handler = endpoints({.service = shelf.service.get(),
                               .health = &health,
                               .metrics = &metrics,
                               .clock = &shelf.clock});
};

TEST_F(Endpoints, before_the_loop_starts_alive_and_not_ready) {
  shelf.clock.advance(std::chrono::hours{1});
  EXPECT_EQ(get("/livez").status, 200);
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_EQ(failing(), (Names{"started", "caught_up"}));
}

TEST_F(Endpoints, ready_once_it_has_caught_up) {
  health.start(shelf.clock.monotonic());
  EXPECT_EQ(failing(), Names{"caught_up"});
  health.set_caught_up(true);
  EXPECT_EQ(get("/readyz").status, 200);
  EXPECT_EQ(failing(), Names{});
}

// It turns at 0 s and stands: alive at 59.999 s, not at 60 s, alive again when it turns.
TEST_F(Endpoints, a_loop_that_stands_still_is_neither) {
  health.start(shelf.clock.monotonic());
  health.set_caught_up(true);
  shelf.clock.advance(std::chrono::milliseconds{59'999});
  EXPECT_EQ(get("/livez").status, 200);
  shelf.clock.advance(std::chrono::milliseconds{1});
  EXPECT_EQ(get("/livez").status, 503);
  EXPECT_EQ(json_of(get("/livez"))["checks"][0]["why"], "stands still for 60 s");
  EXPECT_EQ(failing(), Names{"loop"});
  health.turned(shelf.clock.monotonic());
  EXPECT_EQ(get("/readyz").status, 200);
}

// Where the process says itself what a standstill is, the last turn does not count.
TEST_F(Endpoints, a_standstill_is_what_the_process_says) {
  std::string why;
  int looks = 0;
  handler = endpoints({.service = shelf.service.get(),
                       .health = &health,
                       .metrics = &metrics,
                       .clock = &shelf.clock,
                       .standstill = [&] { return why; },
                       .look = [&] { metrics.set_transaction_age(++looks); }});
  health.start(shelf.clock.monotonic());
  shelf.clock.advance(std::chrono::hours{1});
  EXPECT_EQ(get("/livez").status, 200);
  why = "worker 0: stands still for 61 s";
  EXPECT_EQ(get("/livez").status, 503);
  EXPECT_EQ(json_of(get("/livez"))["checks"][0]["why"], why);
  EXPECT_EQ(failing(), (Names{"loop", "caught_up"}));
  EXPECT_EQ(looks, 0);
  EXPECT_NE(get("/metrics").body.find("\nshelfd_transaction_age_seconds 1\n"), std::string::npos);
}

TEST_F(Endpoints, a_broken_store_is_not_ready_and_says_why) {
  health.start(shelf.clock.monotonic());
  health.set_caught_up(true);
  health.break_store("disk full");
  EXPECT_EQ(get("/livez").status, 200);
  const Reply reply = get("/readyz");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(json_of(reply)["checks"][3]["why"], "disk full");
}

TEST_F(Endpoints, a_full_store_is_not_ready_until_it_has_room) {
  health.start(shelf.clock.monotonic());
  health.set_caught_up(true);
  health.set_store_full("1 MiB free");
  EXPECT_EQ(get("/livez").status, 200);
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_EQ(json_of(get("/readyz"))["checks"][3]["why"], "1 MiB free");
  health.set_store_full("");
  EXPECT_EQ(get("/readyz").status, 200);
}

TEST_F(Endpoints, a_clock_that_jumped_is_not_ready) {
  health.start(shelf.clock.monotonic());
  health.set_caught_up(true);
  health.set_clock_held(true);
  EXPECT_EQ(get("/livez").status, 200);
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_EQ(failing(), Names{"clock"});
}

TEST_F(Endpoints, give_the_figures_in_prometheus_own_type) {
  metrics.set_items(7);
  const Reply reply = get("/metrics");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_NE(reply.body.find("\nshelfd_items 7\n"), std::string::npos);
}

TEST_F(Endpoints, leave_the_rest_to_the_service) {
  EXPECT_EQ(get("/api/v1/status").status, 200);
  EXPECT_EQ(get("/").status, 404);
  EXPECT_EQ(handler({.method = "POST", .path = "/metrics"}).status, 404);
}

}  // namespace
}  // namespace shelfd::connectors
