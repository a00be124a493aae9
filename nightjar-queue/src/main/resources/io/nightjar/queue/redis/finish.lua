-- SPDX-License-Identifier: Apache-2.0
redis.call('HSET', base, 'finished', '1')
wakeAll(area .. ':takers')
wakeAll(area .. ':putters')
wakeAll(area .. ':watchers')
return 1
