#include "daemon/whole_mirror.h"

#include "connectors/embedded/folder.h"
#include "connectors/system_clock.h"

namespace shelfd::daemon {

Result<std::unique_ptr<WholeMirror>> WholeMirror::read(
    const connectors::KafkaSettings& kafka, const std::string& data,
    const std::function<void(std::size_t)>& read) {
  const auto folder = connectors::open_folder(data);
  if (!folder) return std::unexpected(folder.error());
  std::unique_ptr<WholeMirror> whole(new WholeMirror(folder->path + "/mirrored"));
  const auto mirrored = connectors::open_folder(whole->scratch_.path());
  if (!mirrored) return std::unexpected(mirrored.error());
  auto mirror = Mirror::open(kafka,
                             {.database = mirrored->database,
                              .what = MirrorOf::All,
                              .now = connectors::SystemClock().now()},
                             {});
  if (!mirror) return std::unexpected(mirror.error());
  whole->mirror_ = std::move(*mirror);
  std::size_t records = 0;
  while (!whole->mirror_->at_end()) {
    const auto came = whole->mirror_->turn(std::chrono::milliseconds{200});
    if (!came) return std::unexpected(came.error());
    records += *came;
    read(records);
  }
  return whole;
}

}  // namespace shelfd::daemon
