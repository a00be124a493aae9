// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

/**
 * A socket of a library at work. It is asked for steps, made once and then repeated, so that
 * nothing but the calls of the library is measured.
 */
interface PeerSocket {
  /** Binds and returns the endpoint, with the port that a wildcard became. */
  String bind(String endpoint);

  void connect(String endpoint);

  /** Subscribes to everything. */
  void subscribe();

  /** Waits until this many have subscribed, or long enough for that. */
  void awaitSubscribers(int count) throws InterruptedException;

  /** Sends a message of one frame, in an array that it may keep. */
  void send(byte[] message) throws Exception;

  /** Receives a message of one frame. */
  byte[] receive() throws Exception;

  /** Sends a message of one frame. */
  Step sending(Body body);

  /** Sends a message of this many frames. */
  Step sendingFrames(Body each, int frames);

  /** Receives a message of one frame and checks it. */
  Step receiving(Body body);

  /** Receives a message of this many frames and checks them. */
  Step receivingFrames(Body each, int frames);

  /** Receives a message of one frame and sends the same back. */
  Step echoing(Body body);

  /** Receives a message of any number of frames and sends the same back. */
  Step echoingFrames();
}
