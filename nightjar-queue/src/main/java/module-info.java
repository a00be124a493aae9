// SPDX-License-Identifier: Apache-2.0
/** Work queues: one interface from two threads to a broker. */
@SuppressWarnings("requires-automatic") // optional libraries that are no modules
module io.nightjar.queue {
  requires static com.rabbitmq.client;
  requires java.sql;
  requires static io.nightjar;
  requires static org.jspecify;
  requires static org.xerial.sqlitejdbc;
  requires static redis.clients.jedis;
  requires static tools.jackson.core;
  requires static tools.jackson.databind;

  exports io.nightjar.queue;
  exports io.nightjar.queue.amqp;
  exports io.nightjar.queue.file;
  exports io.nightjar.queue.json;
  exports io.nightjar.queue.redis;
  exports io.nightjar.queue.socket;
  exports io.nightjar.queue.spi;

  uses io.nightjar.queue.QueueFactory;
  uses io.nightjar.queue.spi.QueueProvider;

  provides io.nightjar.queue.QueueFactory with
      io.nightjar.queue.front.Providers;
  provides io.nightjar.queue.spi.QueueProvider with
      io.nightjar.queue.amqp.AmqpProvider,
      io.nightjar.queue.file.FileProvider,
      io.nightjar.queue.memory.MemoryProvider,
      io.nightjar.queue.redis.RedisProvider,
      io.nightjar.queue.socket.SocketProvider;
}
